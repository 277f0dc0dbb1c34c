/** What keeps a commit from being applied: the causes of whatever is absent or old because of it. */
export const SYNC_CAUSES: readonly string[] = [
  ...['A1', 'A2', 'A10', 'A20', 'A21', 'A23', 'A24', 'A26', 'A27', 'A28'],
  ...['C1', 'C6', 'C11', 'G4', 'O5'],
];
