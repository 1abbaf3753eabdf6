"""The kinds of records, each class a frozen value; ``records.model`` lists them all."""
