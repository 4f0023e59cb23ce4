// Small helpers around the DOM. Text goes in as text nodes only: candidates, URLs and error texts come
// from the network.

/** The element marked `data-testid="name"`: the page finds its parts by the same marks as the tests. */
export function hook(name, root = document) {
  return root.querySelector(`[data-testid="${name}"]`);
}

/** All of them, as an array. */
export function hooks(name, root = document) {
  return [...root.querySelectorAll(`[data-testid="${name}"]`)];
}

/** A new element; attributes that are null or undefined are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Changes text only where it differs, so that live regions are not read again and selections stay. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows `text` in `node`, or hides the node when there is none. */
export function showText(node, text) {
  setText(node, text ?? '');
  node.hidden = !text;
}

/** A small coloured word; style.css knows the colours by the word. */
export function badge(word) {
  return el('span', { class: 'badge', 'data-word': word }, word);
}

/** A header row for a table from column names. */
export function headRow(names) {
  return el('tr', {}, ...names.map((name) => el('th', { scope: 'col' }, name)));
}

/** False when the browser refuses; then the user can still select and copy. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
