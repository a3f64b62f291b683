// How a part refuses a call: AWS's error code and message. It is thrown anywhere below `api/` and caught once there.

export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** AWS's error code as its SDK names it, such as `ResourceNotFoundException`. */
  readonly code: string;
  /** The HTTP status that AWS answers with: 400 for a caller's mistake, 500 for a fault of the service. */
  readonly status: number;
  /** What precedes `#` in `__type` where it is not the service's own. */
  readonly namespace: string | undefined;
  /** Further members of AWS's error shape, such as `reason` of a `ValidationException`. */
  readonly members: Readonly<Record<string, unknown>>;
  /** What S3 says in headers beside its error. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    options: {
      status?: number;
      members?: Readonly<Record<string, unknown>>;
      namespace?: string;
      headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
    this.namespace = options.namespace;
    this.headers = options.headers ?? {};
  }
}

/** What most services say of a request that they do not take. */
export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}
