// VPC links of REST APIs and of HTTP APIs: kept and told. There are no private networks behind them; what an integration of a REST API
// asks by one is a server of this machine.

import type { RecordBook, Records } from "../../storage/record-book.ts";
import { newId } from "./ids.ts";
import type { Texts } from "./records.ts";
import { badRequest, notFound } from "./refusals.ts";

/** Of REST APIs: to a network load balancer. */
export interface RestVpcLink {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly targetArns: readonly string[];
  readonly tags?: Texts | undefined;
}

/** Of HTTP APIs: into subnets. */
export interface HttpVpcLink {
  readonly vpcLinkId: string;
  readonly name: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly createdDate: string;
  readonly tags?: Texts | undefined;
}

export class VpcLinks {
  readonly #ofRest: Records<RestVpcLink>;
  readonly #ofHttp: Records<HttpVpcLink>;

  constructor(book: RecordBook) {
    this.#ofRest = book.records("restVpcLinks");
    this.#ofHttp = book.records("httpVpcLinks");
  }

  ofRestApis(): readonly RestVpcLink[] {
    return this.#ofRest.values();
  }

  /** Throws NotFoundException. */
  ofRestApi(id: string): RestVpcLink {
    const link = this.#ofRest.get(id);
    if (link !== undefined) return link;
    throw notFound("Invalid Vpc Link identifier specified");
  }

  /** Throws BadRequestException. */
  createForRestApis(given: Omit<RestVpcLink, "id">): RestVpcLink {
    if (given.targetArns.length !== 1) throw badRequest("A VPC link must have exactly one target ARN");
    if (given.targetArns.some((arn) => !arn.includes(":loadbalancer/net/")))
      throw badRequest("The target of a VPC link must be a network load balancer");
    return this.putOfRestApis({ ...given, id: newId(6) });
  }

  /** Throws BadRequestException. */
  putOfRestApis(link: RestVpcLink): RestVpcLink {
    if (link.name === "") throw badRequest("The name of a VPC link must not be empty");
    this.#ofRest.put(link.id, link);
    return link;
  }

  /** Throws NotFoundException. */
  deleteOfRestApis(id: string): void {
    this.ofRestApi(id);
    this.#ofRest.remove(id);
  }

  ofHttpApis(): readonly HttpVpcLink[] {
    return this.#ofHttp.values();
  }

  /** Throws NotFoundException. */
  ofHttpApi(id: string): HttpVpcLink {
    const link = this.#ofHttp.get(id);
    if (link !== undefined) return link;
    throw notFound(`Invalid VpcLink identifier specified ${id}`);
  }

  createForHttpApis(given: Omit<HttpVpcLink, "vpcLinkId">): HttpVpcLink {
    return this.putOfHttpApis({ ...given, vpcLinkId: newId(6) });
  }

  putOfHttpApis(link: HttpVpcLink): HttpVpcLink {
    this.#ofHttp.put(link.vpcLinkId, link);
    return link;
  }

  /** Throws NotFoundException. */
  deleteOfHttpApis(id: string): void {
    this.ofHttpApi(id);
    this.#ofHttp.remove(id);
  }
}
