import { factsFile } from '../../facts.ts';
import type { Plan } from './plan.ts';
import type { Finding, Sight } from './sight.ts';

/** A host that leads elsewhere than to the gateway, as far as this machine's DNS tells. */
export function hostName({ addresses, gatewayAddresses }: Sight, { facts }: Plan): readonly Finding[] {
  // The facts say that the cluster sees the name in another way than the world.
  if (facts.verifyAddress !== '') return [];
  const elsewhere = addresses.filter((address) => !gatewayAddresses.includes(address));
  const target = gatewayAddresses.join(', ');
  const next =
    target === ''
      ? 'Once the gateway has its address, make it the only A record: until then HTTP-01 cannot succeed.'
      : `Make the A record ${target}, and remove AAAA records that lead elsewhere: HTTP-01 fails without it.`;
  if (elsewhere.length > 0)
    return [
      {
        level: 'notice',
        seen: `${facts.host} leads to ${elsewhere.join(', ')}, which is not the gateway’s address`,
        next,
      },
    ];
  if (addresses.length > 0 || target === '') return [];
  return [{ level: 'notice', seen: `${facts.host} (${factsFile(facts.environment)}) has no address in DNS`, next }];
}
