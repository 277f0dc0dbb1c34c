/** Words of the field in names, and of the cluster's sentences: they tell nothing about anybody. */
export const COMMON_WORDS = `
  accepted access account accounturi acme active address admission after against akamai allow already also ambient and
  answer any apps arch are argo argocd argoproj attempt auth authorization available back backend batch because been
  before beta body bound cache cannot cert certificates chart cloudflare cloudfront cluster code com common component
  config connect connection container control controller core could create created crt dataplane default delete denied
  deploy deployment dev dial directory disabled dns doc docs does done edge enabled end endpoint endpoints envoy error
  event events example exceeded exist exists expired external failed false fastly fetch field file find for found from
  front get git github global got had has hash have header healthy helm host hosts http https ietf image images index
  ingress ingressgateway inject injection injector internal invalid issue issued issuer issuewild istio istiod its job
  json kube kubernetes latest lead least left letsencrypt limit list local lookup managed mesh message missing more
  must name names namespace net network networking new node nodes not object only opencontainers operator order org other out owner
  params part pebble perform permission phase pod pods policy port present private probe production propagation proxy
  public pull quota read ready reason refused release request requested required resource resources respond response
  retry rev review revision role root route router run running same scheduler secret secure security selector self
  serve server service serviceaccount serviceaccounts services set sidecar sigs sni solver spec staging state status
  still stream such svc sync system target template test than that the then there this tier time timed timeout tls
  token too tried true type uid under unknown unsupported until upstream urn use used user valid validationmethods
  value verify version wait waiting was wave webhook well were when where which while will with without workload wrong
  x509 yet you zone`;
