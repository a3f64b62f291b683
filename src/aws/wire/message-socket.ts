// Connections on which both sides say messages whenever they like, as services see them. RFC 6455.

export interface MessageSocket {
  /** Text goes out as text, bytes as bytes. What is said once the connection has ended is lost. */
  send(message: string | Uint8Array): void;
  /** Says to the client why, and ends the connection. */
  close(code: number, reason: string): void;
  /** What was said and the client has not taken. */
  readonly bufferedBytes: number;
}

export interface SocketListener {
  readonly message: (message: Buffer, isBinary: boolean) => void;
  /** Once, whoever ended it. */
  readonly closed: (code: number, reason: string) => void;
}

/** How a connection is opened. */
export interface SocketOpening {
  /** Of those that the client offers. @default none */
  readonly protocol?: string | undefined;
  /** A longer message ends the connection. */
  readonly mostBytes: number;
  readonly opened: (socket: MessageSocket) => SocketListener;
}
