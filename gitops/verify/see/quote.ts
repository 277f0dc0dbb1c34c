/** Puts words of others into quotation marks: on one line, without control characters, cut after `limit` characters. */
export function quote(text: string, limit = Infinity): string {
  const characters = Array.from(text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim());
  const isCut = characters.length > limit;
  return `“${isCut ? `${characters.slice(0, limit).join('')}…` : characters.join('')}”`;
}
