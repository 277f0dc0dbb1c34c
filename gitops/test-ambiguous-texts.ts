/** Texts that a reader of YAML takes for something else where they stand without quotes; for tests. */
export const AMBIGUOUS = [
  ...['yes', 'no', 'on', 'off', 'y', 'n', 'true', 'Null', '~', '', '=', '<<'],
  ...['0o17', '017', '1_0', '0b11', '0x1F', '1e3', '.5', '12:30:00', '2020-01-01', '2020-01-01T00:00:00Z'],
  ...['- a', 'a: b', '# a', '*a', '!a', ' a ', 'a\nb\n', '"a"', "'a'", '우미'],
];
