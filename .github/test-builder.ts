import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { outputOf } from '#program/run.ts';
import { freePort } from '#testing/free-port.ts';
import { buildah, step } from '#testing/image/buildah.ts';
import { BASE_STAND_IN, BUILD_STAND_IN, buildStandIns } from '#testing/image/stand-ins.ts';
import { stopAll } from './test-program.ts';

/** A builder and a registry on this machine, which has stand-ins for the base images of the Dockerfile; for tests. */
export interface TestBuilder {
  /** `host:port`; base images are at `/base:1`, for two processors, and `/build:1`. */
  readonly registry: string;
  /** The environment in which `docker buildx` and `cosign` use them. */
  readonly env: NodeJS.ProcessEnv;
  readonly publicKey: string;
  stop(): Promise<void>;
}

/** @param folder where everything is made; nothing is left elsewhere */
export async function startBuilder(folder: string): Promise<TestBuilder> {
  const registry = `127.0.0.1:${await freePort()}`;
  const socket = `unix://${folder}/buildkitd.sock`;
  const config = [
    ...[`root = "${folder}/buildkit"`, '[grpc]', `address = ["${socket}"]`],
    ...['[worker.oci]', 'enabled = true', '[worker.containerd]', 'enabled = false'],
    ...[`[registry."${registry}"]`, 'http = true'],
  ];
  writeFileSync(join(folder, 'buildkitd.toml'), config.join('\n'));
  const started = [
    start('crane', 'registry', 'serve', '--address', registry),
    start('buildkitd', '--config', join(folder, 'buildkitd.toml'), '--oci-worker-net', 'host'),
  ];
  const env = {
    ...process.env,
    PATH: [join(folder, 'bin'), resolve('node_modules/.bin'), process.env.PATH].join(delimiter),
    ...{ BUILDX_CONFIG: join(folder, 'buildx'), DOCKER_CONFIG: join(folder, 'docker'), COSIGN_PASSWORD: '' },
    COSIGN_OPTIONS: `--key ${folder}/cosign.key --use-signing-config=false --tlog-upload=false`,
  };
  // Of docker only the subcommand buildx is needed, and that is a program of its own.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/docker'), '#!/bin/sh\n[ "$1" = buildx ] && shift && exec buildx "$@"\n');
  chmodSync(join(folder, 'bin/docker'), 0o755);
  await outputOf('cosign', ['generate-key-pair'], { cwd: folder, env });
  await pushStandIns(folder, registry);
  await outputOf('buildx', ['create', '--name', 'delivery', '--driver', 'remote', '--use', socket], { env });
  return {
    registry,
    env,
    publicKey: join(folder, 'cosign.pub'),
    async stop() {
      await stopAll(started);
      await buildah(folder, ['rmi', '--all', '--force'], 'overlay');
    },
  };
}

function start(program: string, ...words: string[]): ChildProcess {
  return spawn(program, words, { stdio: 'ignore' });
}

async function pushStandIns(folder: string, registry: string): Promise<void> {
  await buildStandIns(folder, 'overlay');
  step('pushing the stand-ins');
  await push(folder, BUILD_STAND_IN, `${registry}/build:1`);
  await push(folder, BASE_STAND_IN, `${registry}/base:amd64`);
  // The image for the other processor is the same: the build must not run anything in it.
  const other = ['--set-platform', 'linux/arm64', '-t', `${registry}/base:arm64`];
  await outputOf('crane', ['mutate', `${registry}/base:amd64`, ...other]);
  const both = [...['-m', `${registry}/base:amd64`], ...['-m', `${registry}/base:arm64`]];
  await outputOf('crane', ['index', 'append', ...both, '-t', `${registry}/base:1`]);
}

async function push(folder: string, from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await buildah(folder, ['push', '--tls-verify=false', from, `docker://${to}`], 'overlay');
      return;
    } catch (error) {
      // The registry may not listen yet.
      if (attempt === 5) throw error;
      await setTimeout(1_000);
    }
  }
}
