/** Words of others, marked as such: on one line, nothing in them that steers a terminal, cut after so many characters. */
export function quote(text: string, limit = Infinity): string {
  const characters = Array.from(text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim());
  const isCut = characters.length > limit;
  return `“${isCut ? `${characters.slice(0, limit).join('')}…` : characters.join('')}”`;
}
