import assert from 'node:assert/strict';
import { UsageError } from '#program/command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { connect, contextsOf } from './connect.ts';

describe('connect', () => {
  const { folder, file } = temporaryFiles();
  const { KUBECONFIG, HOME } = process.env;
  afterEach(() => {
    Object.assign(process.env, { KUBECONFIG: KUBECONFIG ?? '', HOME: HOME ?? '' });
  });
  const useConfig = (text: string) => {
    process.env.KUBECONFIG = file('config', text);
  };
  const contexts = `
apiVersion: v1
kind: Config
clusters:
  - { name: a, cluster: { server: 'https://a.example.test:6443/' } }
  - { name: b, cluster: { server: 'https://b.example.test:6443' } }
users: [{ name: u, user: { token: t } }]
contexts:
  - { name: one, context: { cluster: a, user: u } }
  - { name: two, context: { cluster: b, user: u } }
  - { name: lost, context: { cluster: c, user: u } }
`;
  const serverOf = (context?: string) => {
    const connection = connect(context);
    return 'gap' in connection ? connection : connection.server;
  };

  it('takes the current context, where none is given', () => {
    useConfig(`${contexts}current-context: one`);
    assert.equal(serverOf(), 'https://a.example.test:6443');
  });

  it('takes the context that is given', () => {
    useConfig(`${contexts}current-context: one`);
    assert.equal(serverOf('two'), 'https://b.example.test:6443');
  });

  it('tells the namespace of the context, where it has one', () => {
    useConfig(`${contexts}  - { name: home, context: { cluster: a, user: u, namespace: shop } }\ncurrent-context: one`);
    const namespaceOf = (context?: string) => {
      const connection = connect(context);
      return 'gap' in connection ? connection : connection.namespace;
    };
    assert.equal(namespaceOf('home'), 'shop');
    assert.equal(namespaceOf(), undefined);
  });

  it('names the existing contexts, where there is none with that name', () => {
    useConfig(contexts);
    assert.throws(() => connect('three'), {
      name: UsageError.name,
      message: '--context three: the kubeconfig has one, two, lost',
    });
  });

  for (const text of [contexts, `${contexts}current-context: lost`, `${contexts}current-context: gone`]) {
    it(`tells a Gap, where ${text.split('\n').at(-1) || 'no current-context'} leads to no cluster`, () => {
      useConfig(text);
      const message = 'the current context of the kubeconfig leads to no cluster';
      assert.deepEqual(serverOf(), { gap: 'NoCluster', message });
    });
  }

  for (const [cluster, expected] of [
    ['https://a.example.test:6443', 'one, again'],
    ['https://b.example.test:6443/', 'two'],
    ['b', 'two'],
    ['again', 'again'],
    ['https://c.example.test', ''],
  ])
    it(`tells the contexts that lead to ${cluster}: ${expected || 'none'}`, () => {
      useConfig(`${contexts}  - { name: again, context: { cluster: a, user: u } }\ncurrent-context: one`);
      assert.equal(contextsOf(connect(undefined), cluster ?? '').join(', '), expected);
    });

  it('tells no context, where it is not known which cluster to ask', () => {
    assert.deepEqual(contextsOf({ gap: 'NoCluster', message: '' }, 'a'), []);
  });

  it('tells a Gap, where there is no such file', () => {
    process.env.KUBECONFIG = `${folder}/none`;
    assert.deepEqual(serverOf(), {
      gap: 'NoCluster',
      message: `kubeconfig: ENOENT: no such file or directory, open '${folder}/none'`,
    });
  });

  it('does not quote a file that is not YAML', () => {
    useConfig('users: [{ name: u, user: { token: secret\n  }] }');
    const gap = JSON.stringify(serverOf());
    assert.match(gap, /^\{"gap":"NoCluster","message":"kubeconfig: /);
    assert.doesNotMatch(gap, /secret/);
  });

  it('tells a Gap, where there is neither file nor service account', () => {
    Object.assign(process.env, { KUBECONFIG: '', HOME: folder });
    assert.deepEqual(serverOf(), {
      gap: 'NoCluster',
      message: 'there is no $KUBECONFIG, no ~/.kube/config and no service account',
    });
  });
});
