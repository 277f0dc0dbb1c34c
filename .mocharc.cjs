// Node before 22.18 does not run TypeScript by itself; remove this file's condition when Node 20 support ends.
module.exports = {
  spec: ['service/**/*.test.ts'],
  'node-option': process.features.typescript ? [] : ['import=tsx'],
  timeout: 20_000,
};
