// X-Ray's daemon: handlers send it their segments as UDP datagrams, a header line and the document.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon

import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";

export interface TraceDaemon {
  /** `host:port`, as AWS_XRAY_DAEMON_ADDRESS takes it. */
  readonly address: string;
  close(): Promise<void>;
}

/** Calls `put` with each document that comes in on a free port of 127.0.0.1. */
export async function startTraceDaemon(put: (document: string) => void): Promise<TraceDaemon> {
  const socket = createSocket("udp4");
  socket.on("message", (datagram) => {
    const text = datagram.toString("utf8");
    const endOfHeader = text.indexOf("\n");
    if (endOfHeader !== -1) put(text.slice(endOfHeader + 1));
  });
  await bound(socket);
  // Datagrams alone are no reason for the process to stay up.
  socket.unref();
  const { address, port } = socket.address() as AddressInfo;
  return {
    address: `${address}:${port}`,
    close: () => new Promise((closed) => socket.close(() => closed())),
  };
}

function bound(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ address: "127.0.0.1", port: 0 }, resolve);
  });
}
