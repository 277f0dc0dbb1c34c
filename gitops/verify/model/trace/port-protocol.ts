/** What the name of a Service's port, or its `appProtocol`, says that is spoken there; empty where neither says anything. */
export function protocolOf({
  name = '',
  appProtocol,
}: { readonly name?: string; readonly appProtocol?: string } = {}): string {
  return appProtocol ?? (name === 'grpc-web' ? name : name.replace(/-.*/, ''));
}

export const HTTP = /^(http|http2|grpc|grpc-web)$/i;
/** Of names other than these and {@link HTTP} a sidecar looks at what comes. */
export const NO_HTTP = /^(tcp|tls|https|udp|mongo|mysql|redis)$/i;
