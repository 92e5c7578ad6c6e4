import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** What a project may depend on: first by layer, then by where its code can run. See docs/architecture.md. */
const depConstraints = [
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:pure', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:domain', onlyDependOnLibsWithTags: ['type:contract', 'type:pure'] },
  { sourceTag: 'type:adapter', onlyDependOnLibsWithTags: ['type:contract', 'type:pure'] },
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:contract', 'type:pure', 'type:domain'] },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: ['type:contract', 'type:pure', 'type:domain', 'type:adapter', 'type:service'],
  },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'scope:any', onlyDependOnLibsWithTags: ['scope:any'] },
  { sourceTag: 'scope:node', onlyDependOnLibsWithTags: ['scope:any', 'scope:node'] },
  { sourceTag: 'scope:harper', onlyDependOnLibsWithTags: ['scope:any', 'scope:node'] },
  { sourceTag: 'scope:browser', onlyDependOnLibsWithTags: ['scope:any'] },
];

/** Tests may drive the real adapters instead of a mock. */
const testDepConstraints = depConstraints.map((constraint) =>
  ['type:domain', 'type:service'].includes(constraint.sourceTag)
    ? { ...constraint, onlyDependOnLibsWithTags: [...constraint.onlyDependOnLibsWithTags, 'type:adapter'] }
    : constraint.sourceTag === 'scope:any'
      ? { ...constraint, onlyDependOnLibsWithTags: ['scope:any', 'scope:node'] }
      : constraint,
);

const boundaries = (constraints) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    { allow: [], enforceBuildableLibDependency: false, depConstraints: constraints },
  ],
});

const anyScope = [
  'contracts',
  'registry',
  'monitoring',
  'stats',
  'benchmark',
  'drift',
  'ab-testing',
  'pricing',
  'personalization',
  'tenants',
  'client',
].map((lib) => `**/libs/${lib}/src/**/*.ts`);
const ambient = (name, instead) => ({ name, message: `Take it as an option instead: ${instead}.` });

export default tseslint.config(
  { ignores: ['**/dist/**', '**/.nx/**', '**/.data/**', '**/coverage/**'] },
  { plugins: { '@nx': nx } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...boundaries(depConstraints),
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // Ports are made by factories from closures: their methods do not use `this`.
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
    },
  },
  {
    files: ['libs/**/*.ts', '**/libs/**/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/contracts/src/ports/**'],
    rules: {
      'no-restricted-globals': ['error', ambient('process', 'settings'), ambient('console', 'Logger')],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take it as an option instead: Clock.' },
        { object: 'Math', property: 'random', message: 'Take it as an option instead: Rng.' },
        { object: 'performance', property: 'now', message: 'Take it as an option instead: Clock.' },
      ],
    },
  },
  {
    files: anyScope,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'scope:any code also runs outside Node.' }] },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/src/testing/**/*.ts'],
    rules: {
      ...boundaries(testDepConstraints),
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'max-params': 'off',
    },
  },
  {
    files: ['tools/hosts/**/*.ts'],
    rules: {
      // Answers of a host are JSON of every form; the expectations say which.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'max-params': 'off',
      'max-lines': 'off',
      'max-lines-per-function': 'off',
    },
  },
  { files: ['**/*.mjs'], extends: [...tseslint.configs.recommended], rules: boundaries(depConstraints) },
);
