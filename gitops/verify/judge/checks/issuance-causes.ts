/** What keeps a certificate from being issued or renewed: the causes of every symptom below a Certificate. */
export const ISSUANCE_CAUSES: readonly string[] = [
  ...['A1', 'A2', 'A20', 'A21'],
  ...['C1', 'C2', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C11', 'C13', 'C15', 'C18', 'C19'],
  ...['C22', 'C23', 'C24', 'C25', 'C26', 'C28', 'C29', 'C30', 'C31', 'C32', 'C33', 'C34', 'C35', 'C36', 'C37'],
  'H*',
];
