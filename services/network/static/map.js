// The interactive network map. Data and places come from the server as JSON; without this
// script the page shows the same map as a still picture, and the list beside it is complete.
"use strict";

(function () {
  const source = document.getElementById("map-data");
  const canvas = document.getElementById("map-canvas");
  if (!source || !canvas || !window.vis) return;

  const data = JSON.parse(source.textContent);
  const words = canvas.dataset;
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const neighbours = new Map(data.nodes.map((node) => [node.id, new Set()]));
  for (const edge of data.edges) {
    neighbours.get(edge.from).add(edge.to);
    neighbours.get(edge.to).add(edge.from);
  }

  document.documentElement.classList.add("has-map");
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const network = new vis.Network(canvas, { nodes, edges }, data.options);

  network.on("beforeDrawing", (ctx) => {
    ctx.save();
    for (const frame of data.groups.concat(data.alone ? [data.alone] : [])) {
      ctx.beginPath();
      ctx.roundRect(frame.x, frame.y, frame.width, frame.height, 24);
      ctx.fillStyle = frame === data.alone ? "#ffffff" : "#f2f4f9";
      ctx.fill();
      ctx.lineWidth = 2;
      ctx.strokeStyle = "#c3c9d8";
      ctx.setLineDash(frame === data.alone ? [10, 8] : []);
      ctx.stroke();
    }
    ctx.restore();
  });
  network.on("afterDrawing", (ctx) => {
    // Names of the groups keep their size on the screen, so that they can be read from afar.
    const size = Math.min(64, 13 / network.getScale());
    ctx.save();
    ctx.font = `600 ${size}px Fira Sans, sans-serif`;
    ctx.textAlign = "left";
    ctx.lineJoin = "round";
    ctx.lineWidth = size / 4;
    ctx.strokeStyle = "#ffffff";
    ctx.fillStyle = "#3b4257";
    for (const frame of data.groups.concat(data.alone ? [data.alone] : [])) {
      if (!frame.name) continue;
      let name = frame.name;
      while (name.length > 4 && ctx.measureText(name).width > frame.width - 24) {
        name = name.slice(0, -2).trimEnd() + "…";
      }
      ctx.strokeText(name, frame.x + 16, frame.y + size * 0.85);
      ctx.fillText(name, frame.x + 16, frame.y + size * 0.85);
    }
    ctx.restore();
  });

  // The wheel scrolls the page until the map was clicked into: nobody gets stuck on it.
  function hold(on) {
    network.setOptions({ interaction: { zoomView: on } });
    canvas.classList.toggle("map-held", on);
  }
  canvas.addEventListener("pointerdown", () => hold(true));
  canvas.addEventListener("pointerleave", () => hold(false));

  const detail = document.getElementById("map-detail");
  function show(id) {
    const node = id && byId.get(id);
    detail.replaceChildren();
    if (!node) {
      detail.textContent = words.hint;
      return;
    }
    const name = document.createElement("a");
    name.href = node.href;
    name.className = "kern-link";
    name.textContent = node.name;
    const title = document.createElement("p");
    title.className = "map-detail-name";
    title.append(name);
    const facts = document.createElement("p");
    facts.textContent = node.title.split("\n").slice(1).join(" · ");
    detail.append(title, facts);
  }

  function emphasise(id) {
    const near = id ? neighbours.get(id) : null;
    nodes.update(
      data.nodes.map((node) => ({
        id: node.id,
        opacity: !near || node.id === id || near.has(node.id) ? 1 : 0.18,
      })),
    );
    edges.update(
      data.edges.map((edge, i) => ({
        id: edge.id || edges.getIds()[i],
        color: {
          opacity: near
            ? edge.from === id || edge.to === id
              ? 1
              : 0.12
            : edge.far
              ? 0.45
              : 1,
        },
      })),
    );
  }

  function choose(id, move) {
    if (!byId.has(id)) return;
    network.selectNodes([id]);
    emphasise(id);
    show(id);
    if (move) {
      network.focus(id, {
        scale: Math.max(0.8, network.getScale()),
        animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      });
    }
  }
  function clear() {
    network.unselectAll();
    emphasise(null);
    show(null);
  }

  network.on("click", (event) => {
    if (event.nodes.length) choose(event.nodes[0], false);
    else clear();
  });
  network.on("doubleClick", (event) => {
    if (event.nodes.length) window.location.assign(byId.get(event.nodes[0]).href);
  });

  function zoom(factor) {
    network.moveTo({ scale: network.getScale() * factor });
  }
  const actions = {
    closer: () => zoom(1.35),
    farther: () => zoom(1 / 1.35),
    all: () => {
      clear();
      network.fit();
    },
  };
  for (const button of document.querySelectorAll("[data-map-action]")) {
    button.addEventListener("click", () => actions[button.dataset.mapAction]());
  }
  canvas.addEventListener("keydown", (event) => {
    const step = 80 / network.getScale();
    const at = network.getViewPosition();
    const ways = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    if (ways[event.key]) {
      network.moveTo({ position: { x: at.x + ways[event.key][0], y: at.y + ways[event.key][1] } });
    } else if (event.key === "+") zoom(1.35);
    else if (event.key === "-") zoom(1 / 1.35);
    else if (event.key === "Escape") clear();
    else return;
    event.preventDefault();
  });

  const find = document.getElementById("map-find");
  if (find) {
    const names = new Map(data.nodes.map((node) => [node.name.toLowerCase(), node.id]));
    const go = () => {
      const text = find.value.trim().toLowerCase();
      if (!text) return clear();
      const id =
        names.get(text) ||
        (data.nodes.find((node) => node.name.toLowerCase().includes(text)) || {}).id;
      if (id) choose(id, true);
      else {
        clear();
        detail.textContent = words.nothing;
      }
    };
    find.addEventListener("change", go);
    find.form.addEventListener("submit", (event) => {
      event.preventDefault();
      go();
    });
  }
  for (const button of document.querySelectorAll("[data-map-show]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      choose(button.dataset.mapShow, true);
      canvas.scrollIntoView({ block: "nearest" });
      canvas.focus();
    });
  }

  network.once("afterDrawing", () => network.fit());
  const wanted = canvas.dataset.focus;
  if (wanted) window.setTimeout(() => choose(wanted, true), 150);
  show(null);
  window.ikoeMap = network;
})();
