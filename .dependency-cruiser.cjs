/** What imports must never do. Layers are checked by @nx/enforce-module-boundaries; this checks files and packages. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      from: { pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^node:' } },
    {
      name: 'no-node-modules-in-scope-any',
      comment: 'These libs also run where there is no Node.',
      severity: 'error',
      from: {
        path: '^libs/(contracts|registry|monitoring|stats|benchmark|drift|ab-testing|pricing|client)/src/',
        pathNot: '[.]test[.]ts$',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-tests-in-products',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '([.]test[.]ts$|/testing/)' },
      to: { path: '([.]test[.]ts$|^libs/[^/]+/src/testing/|/contracts/testing$)' },
    },
    {
      name: 'only-the-harper-app-knows-harper',
      severity: 'error',
      from: {},
      to: { path: 'node_modules/(harper|harperdb)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@harper-edge/source', 'import', 'node', 'default', 'types'],
    },
  },
};
