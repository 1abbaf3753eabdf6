#!/usr/bin/env bash
# igraph 1.0.0 reading GraphML: an ampersand in the id of a node is not decoded to the end.
# id="Jobcenter &amp; Co" becomes the name "Jobcenter &#38; Co", and is written out so again; the
# same sign in a <data> element is read right, and ties still find their nodes.
# Expected: "Jobcenter & Co", as networkx reads it.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv v; v/bin/pip -q install "networkx==3.6.1" "igraph==1.0.0"
v/bin/python - <<'PY' | tee seen
import igraph, networkx

graph = networkx.Graph()
graph.add_node("Jobcenter & Co", title="Jobcenter & Co")
networkx.write_graphml(graph, "net.graphml")
print(networkx.read_graphml("net.graphml").nodes(data=True))
read = igraph.Graph.Read_GraphML("net.graphml")
print(read.vs["id"], read.vs["title"])
read.write_graphml("again.graphml")
print([data["id"] for _, data in networkx.read_graphml("again.graphml").nodes(data=True)])
PY
diff seen - <<'WANTED'
[('Jobcenter & Co', {'title': 'Jobcenter & Co'})]
['Jobcenter &#38; Co'] ['Jobcenter & Co']
['Jobcenter &#38; Co']
WANTED
echo "still so: the ampersand of an id stays an entity"
