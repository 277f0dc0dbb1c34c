export const byId = (id) => document.getElementById(id);

/** An element with properties and children; `false` and '' among the children are left out. */
export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(Boolean));
  return made;
}
