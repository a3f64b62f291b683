// Which hosts are this machine: its servers may be asked in plain HTTP, and most of what the region asks must be one of them.

const loopback = /^(?:localhost|(?:[a-z0-9_-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Every name under `localhost` is one as well (RFC 6761, section 6.3). */
export function isLoopback({ hostname }: URL): boolean {
  return loopback.test(hostname);
}
