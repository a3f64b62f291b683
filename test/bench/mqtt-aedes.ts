// The peer of the MQTT benchmark: a bare aedes on a free port, which it prints.

import { type AddressInfo, createServer } from "node:net";
import { Aedes } from "aedes";

const broker = await Aedes.createBroker();
const server = createServer({ noDelay: true }, broker.handle);
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
