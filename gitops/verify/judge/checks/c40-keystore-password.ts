import { eventsAbout } from '../../model/issuance/challenges.ts';
import { isAtRest } from '../../model/issuance/solvers.ts';
import { checkOfCertificate } from '../shapes.ts';

/** The reason of cert-manager's event. */
const NOT_FOUND = 'KeystorePasswordSecretNotFound';

export const c40 = checkOfCertificate({
  code: 'C40',
  title: { en: 'the password of a keystore is missing', ko: '키스토어 비밀번호가 없습니다' },
  means: {
    en: 'The CA issues, and cert-manager writes nothing into the Secret: not the keystore, and not the certificate either.',
    ko: 'CA가 발급하더라도 cert-manager가 Secret에 아무것도 기록하지 않습니다. 키스토어뿐 아니라 인증서도 기록되지 않습니다.',
  },
  remedy: {
    en: "Make the Secret that `passwordSecretRef` names in the Certificate's namespace, or leave the keystore out.",
    ko: '`passwordSecretRef`가 지정한 Secret을 Certificate의 네임스페이스에 만들거나 키스토어를 빼세요.',
  },
  source: 'measured; cert-manager, pkg/controller/certificates/issuing/internal/secret.go',
  find(view, certificate) {
    const { namespace = '' } = certificate.metadata;
    const events = isAtRest(certificate) ? [] : eventsAbout(view, certificate);
    const missed = events.flatMap(({ reason, message = '' }) => (reason === NOT_FOUND ? [message] : []));
    return Object.entries(certificate.spec.keystores ?? {}).flatMap(([type, store]) => {
      const { name } = store?.passwordSecretRef ?? {};
      if (!store?.create || !name) return [];
      const isAbsent = view.scope.withSecrets && view.isAbsent('Secret', namespace, name);
      if (!isAbsent && !missed.some((message) => message.includes(`"${name}"`))) return [];
      return {
        field: `spec.keystores.${type}.passwordSecretRef.name`,
        seen: {
          en: `Secret ${namespace}/${name} does not exist`,
          ko: `Secret ${namespace}/${name} 리소스가 없습니다`,
        },
        next: [`kubectl get secret ${name} -n ${namespace}`],
      };
    });
  },
});
