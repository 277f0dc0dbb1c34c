// Who may import whom, types included: `npm run lint` runs it, `npx depcruise --help` tells more.

/** Files that only tests and developers' commands are made of. */
const TESTS =
  '\\.(test|access|argocd|browser|helm|image|promtool|registry)\\.ts$|^service/(testing|bench|fuzz|image)/|(^|/)test-[a-z-]+\\.ts$';
// net stays out: what judges takes isIP of it.
const NODE_IO = '^(node:)?(fs|http|https|tls|dns|dns/promises|child_process)$';
const KOA = '^node_modules/(koa|@koa/router|koa-bodyparser|koa-compose)/';
const KUBERNETES = '^node_modules/@kubernetes/client-node/';

/** @param {string} name @param {string} comment @param {string} from what the rule is about, tests apart @param {object} to */
const rule = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TESTS },
  to,
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'two modules that need each other are one',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unknown',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphans',
      comment: 'a module that nobody imports and nobody starts',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [TESTS, '^service/simulator/page/', '^service/bench/contenders/', '-command\\.[jt]s$', '/build\\.ts$'],
      },
      to: {},
    },

    // program/ is below everything: whatever both sides stand on.
    rule('program-is-the-ground', 'program/ knows nobody', '^service/program/', {
      path: '^(service|gitops|\\.github)/',
      pathNot: '^service/program/',
    }),
    rule('testing-stands-on-program', 'testing/ is for every side, so it knows none', '^service/testing/', {
      path: '^(service|gitops|\\.github)/',
      pathNot: '^service/(program|testing)/',
    }),
    {
      ...rule(
        'testing-is-for-tests',
        'no program that is shipped takes anything of testing/',
        '^(service|gitops|\\.github)/',
        { path: '^service/testing/' },
      ),
      from: { path: '^service/|^gitops/verify/|^gitops/(render|promote|bootstrap)/', pathNot: TESTS },
    },
    {
      name: 'service-knows-only-itself',
      comment: 'service/ knows nothing of gitops/ and .github/, tests included',
      severity: 'error',
      from: { path: '^service/' },
      to: { path: ['^(gitops|\\.github)/', KUBERNETES] },
    },
    {
      name: 'service-has-four-doors',
      comment: 'what gitops/ and .github/ may take of service/, tests included',
      severity: 'error',
      from: { path: '^(gitops|\\.github)/' },
      to: { path: '^service/', pathNot: '^service/(program/|testing/|bundle\\.ts$|simulator/protocol\\.ts$)' },
    },

    // service/: cek ← intents ← middleware ← app ← service ← main, and the simulator and the interaction model outside.
    rule('cek-knows-the-protocol', 'cek/ knows only the protocol', '^service/cek/', {
      path: ['^service/', KOA, NODE_IO],
      pathNot: '^service/cek/',
    }),
    rule('intents-know-cek-and-tips', 'intents/ knows cek/ and the tips', '^service/intents/', {
      path: ['^service/', KOA, NODE_IO],
      pathNot: '^service/(cek/|intents/|tips\\.ts$)',
    }),
    rule('middleware-is-below-the-app', 'middleware/ is what the app is made of', '^service/middleware/', {
      path: ['^service/(app|admin|service|main|lifecycle)\\.ts$', '^service/(simulator|interaction-model)/', NODE_IO],
    }),
    rule(
      'koa-stays-at-the-rim',
      'only middleware/, app.ts, admin.ts and the page know Koa',
      '^service/(?!middleware/|app\\.ts|admin\\.ts|koa-callback\\.ts|simulator/page-server\\.ts)',
      {
        path: KOA,
      },
    ),
    rule('image-has-no-simulator', 'the image has neither simulator nor interaction model', '^service/[^/]+\\.ts$', {
      path: '^service/(simulator|interaction-model)/',
    }),

    // gitops/: what others stand on stands on none of them.
    rule(
      'render-is-below',
      'facts, kubectl and render/ are what the commands stand on; the shapes of objects are for all',
      '^gitops/([^/]+\\.ts$|render/)',
      {
        path: '^gitops/(bootstrap|e2e|promote|verify/(?!see/objects/))',
      },
    ),
    rule('only-e2e-knows-e2e', 'e2e/ tests the others', '^gitops/(?!e2e/)', { path: '^gitops/e2e/' }),
    rule(
      'chance-knows-no-model',
      'configurations made by chance are drawn without a look at what verify makes of them, by whatever way',
      '^gitops/e2e/model/drawn/',
      { path: '^gitops/verify/(model|judge)/', reachable: true },
    ),
    rule(
      'only-cluster-knows-the-client',
      'the Kubernetes client is behind gitops/verify/see/cluster/',
      '^gitops/(?!verify/see/cluster/)',
      { path: KUBERNETES },
    ),
    {
      ...rule(
        'mutations-know-no-judge',
        'what breaks things asks verify at its door, and knows nothing of its judgement',
        '',
        {
          path: '^gitops/verify/',
          pathNot: '^gitops/verify/verify\\.ts$',
        },
      ),
      from: { path: '^gitops/e2e/mutations/' },
    },
    rule('verify-knows-itself', 'verify is shipped: it takes of gitops/ itself and the renderers', '^gitops/verify/', {
      path: '^gitops/',
      pathNot: '^gitops/(verify/|render/|yaml-text\\.ts$)',
    }),
    // verify: see ← model ← judge ← tell ← the door.
    rule('see-comes-first', 'what is there knows nothing of what follows from it', '^gitops/verify/see/', {
      path: '^gitops/verify/(?!see/)',
    }),
    rule('model-follows-what-is-seen', 'the model follows what is seen', '^gitops/verify/model/', {
      path: '^gitops/verify/(?!see/|model/)',
    }),
    rule('judge-knows-see-and-model', 'what is wrong follows from the model', '^gitops/verify/judge/', {
      path: '^gitops/verify/(?!see/|model/|judge/)',
    }),
    rule('tell-is-behind-the-door', 'telling knows no door', '^gitops/verify/tell/', {
      path: '^gitops/verify/[^/]+\\.ts$',
    }),
    rule(
      'judging-does-no-io',
      'the model and the checks see a snapshot, and nothing else',
      '^gitops/verify/(model|judge)/',
      {
        path: [
          NODE_IO,
          '^gitops/verify/see/(cluster|network|git)/',
          '^gitops/verify/see/witness\\.ts$',
          '^gitops/verify/see/manifests/(files|rendering|repository|search|given-file)\\.ts$',
        ],
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['testdata/', 'page/.*\\.js$'] },
    tsConfig: { fileName: 'tsconfig.json' },
    // With imports of types, which tell as much of who knows whom.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
};
