/** Words of the field, of well-known products and of the cluster's messages, which say nothing about anybody. */
export const COMMON_WORDS = `
  accepted access account accounturi acme active address admission advertise after against akamai allow already also
  alt ambient and answer any app apps arch are argo
  argocd argoproj attempt auth authorization auto available back backend batch
  because been before beta body bound bunny buypass cacert cache cached cachefly cannot cert certificates chart claims
  cloudflare cloudfront cluster code com combined common comparisonerror component config confirmation connect
  connection contact container control controller core could crd create created creating crt dataplane deadline
  deallocate default delete denied deploy deployment desc dev dial did directory disabled dns doc docs does done dry
  during edge enabled end endpoint endpoints envoy eof errimagepull error event events example exceeded exec exist
  existent exists expired external failed fake false fastly fetch fetching field file finalize find for forbidden
  format found from front fused gcore generate get git github global goog goroutine got group had has hash have header
  healthy helm host hosts http http01 https ietf ignore
  image images immutable imperva incapsula index ingress ingressclassname ingressgateway inject
  injection injector installed internal invalid invalidspecerror issue issued issuer issuewild istio istiod its job
  json keycdn kind kube kubernetes latest lead least left letsencrypt lifetime limit list listeners load local lookup managed
  manifest maximum mesh message minimum misbehaving missing more must name names namespace net network networking new
  node nodes not object only opencontainers operator order org other
  out override owner params parentrefkind parentrefname parentrefnamespace part pebble per perform
  permission permitted phase pki pod pods policy port preemption present private probe process production propagation
  proxy pruning public pull pulling quota ratio read ready reason reference referencing refs refused release renew request
  requested required resource resources respond response retried retrieve retry retrying rev review revision rewrite
  role root route router rpc run running same scheduler secondary secret secure security selector self serve server
  service serviceaccount serviceaccounts services set sha256 sidecar sigs similar skip skipping sni solver source spec
  specified staging state statefulset status still stream such sucuri sure svc sync system tags target tcp template templates
  temporarily temporary test test4 than that the then there this tier time timed timeout tls token too tried true type
  uid unable unavailable under unexpected unknown unpack unreachable unsupported until updates upstream urlrewrite urn
  usage use used user v1alpha1 valid validationmethods value varnish verify version wait waiting was wave webhook well were
  when where which while will with without workload wrong x509 yet you zone`;
