// Node before 22.18 does not run TypeScript by itself; the condition goes when support for Node 20 ends.
// `--spec` on the command line adds to a list here, so the list is given only where there is none.
const hasSpec = process.argv.some((argument) => argument.startsWith('--spec'));

module.exports = {
  spec: hasSpec ? [] : ['service/**/*.test.ts', 'gitops/**/*.test.ts', '.github/*.test.ts'],
  'node-option': process.features.typescript ? [] : ['import=tsx'],
  timeout: 30_000,
};
