import { lookup, Resolver } from 'node:dns/promises';
import type { Resolution } from '../question.ts';

/** Milliseconds for one answer, and the number of attempts. */
const PATIENCE = { timeout: 2_000, tries: 2 };

/**
 * Looks a name up: its addresses, and which authorities may issue certificates for it. It never rejects.
 * @param server the DNS server to ask, `IP` or `IP:PORT`. Default: the one this machine uses
 */
export async function resolve(host: string, server: string | undefined): Promise<Resolution> {
  const resolver = new Resolver(PATIENCE);
  if (server !== undefined) resolver.setServers([server]);
  const [a, aaaa, caa] = await Promise.all([
    settle(server === undefined ? addresses(host, 4) : resolver.resolve4(host)),
    settle(server === undefined ? addresses(host, 6) : resolver.resolve6(host)),
    settle(authorities(resolver, host)),
  ]);
  const errors = {
    ...('code' in a ? { a: a.code } : {}),
    ...('code' in aaaa ? { aaaa: aaaa.code } : {}),
    ...('code' in caa ? { caa: caa.code } : {}),
  };
  return {
    a: 'value' in a ? a.value : [],
    aaaa: 'value' in aaaa ? aaaa.value : [],
    caa: 'value' in caa ? caa.value : [],
    errors,
  };
}

/** Looks a name up as the programs of this machine do: in its own list of hosts, then in DNS. */
async function addresses(host: string, family: 4 | 6): Promise<readonly string[]> {
  const found = await lookup(host, { family, all: true });
  return [...new Set(found.map(({ address }) => address))].sort();
}

/** The CAA records of the name, or of the nearest parent that has any (RFC 8659 §3). */
async function authorities(resolver: Resolver, host: string): Promise<Resolution['caa']> {
  const labels = host.split('.');
  for (let above = 0; above < labels.length - 1; above++) {
    const records = await resolver.resolveCaa(labels.slice(above).join('.')).catch((error: unknown) => {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (['ENODATA', 'ENOTFOUND', 'NODATA', 'NOTFOUND'].includes(code)) return [];
      throw error;
    });
    if (records.length > 0)
      return records.flatMap((record) =>
        (['issue', 'issuewild', 'iodef'] as const).flatMap((tag) => {
          const value = record[tag];
          return value === undefined ? [] : [{ tag, value, critical: record.critical !== 0 }];
        }),
      );
  }
  return [];
}

async function settle<T>(promise: Promise<T>): Promise<{ readonly value: T } | { readonly code: string }> {
  try {
    return { value: await promise };
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}
