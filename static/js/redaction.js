/* Marking what is withheld. Expects: [data-passage] around each text of an entry (article) that has
   a textarea [data-marked-words]. What is selected in a text is put there and the fold is opened, so
   that it need not be copied by hand; without this script it is. */
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const words = selection ? selection.toString().trim() : "";
  const node = selection && selection.anchorNode;
  const from = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
  const passage = from && from.closest("[data-passage]");
  if (!words || !passage || !passage.contains(selection.focusNode)) return;
  const entry = passage.closest("article");
  const field = entry && entry.querySelector("[data-marked-words]");
  if (!field) return;
  field.value = words;
  field.closest("details").open = true;
});
