// The resources of REST APIs, by their paths, and the methods of each.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings.html

import { newId } from "../ids.ts";
import { badRequest, notFound } from "../refusals.ts";
import { checkMethod } from "./method-checks.ts";
import { checkReferences } from "./method-references.ts";
import { checkParameters } from "./parameter-checks.ts";
import { checkPathPart } from "./path-part.ts";
import type { RestMethod, RestResource } from "./records.ts";
import type { RestApis } from "./rest-apis.ts";

/** Throws NotFoundException, BadRequestException, ConflictException. */
export function createResource(
  apis: RestApis,
  apiId: string,
  parentId: string,
  pathPart: string,
): RestResource {
  apis.get(apiId);
  const parent = apis.resources.get(apiId, parentId);
  checkPathPart(
    pathPart,
    apis.resources.of(apiId).filter((each) => each.parentId === parentId),
  );
  if (parent.pathPart?.endsWith("+}") === true)
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  return apis.resources.put(apiId, { id: newId(6), parentId, pathPart, path: pathBelow(parent, pathPart) });
}

/** Gives a resource another parent, or another name, and with it all below. Throws NotFoundException, BadRequestException, ConflictException. */
export function moveResource(
  apis: RestApis,
  apiId: string,
  id: string,
  { parentId, pathPart }: { readonly parentId: string; readonly pathPart: string },
): RestResource {
  const { path: former, ...resource } = apis.resources.get(apiId, id);
  if (resource.parentId === undefined)
    throw badRequest(`Root resource cannot update its ${parentId === "" ? "pathPart" : "parentId"}.`);
  const parent = apis.resources.get(apiId, parentId);
  if (`${parent.path}/`.startsWith(`${former}/`)) throw badRequest("Resources cannot be cyclical.");
  const isSibling = (each: RestResource) => each.parentId === parentId && each.id !== id;
  checkPathPart(pathPart, apis.resources.of(apiId).filter(isSibling));
  const path = pathBelow(parent, pathPart);
  for (const each of apis.resources.of(apiId))
    if (each.path.startsWith(`${former}/`))
      apis.resources.put(apiId, { ...each, path: path + each.path.slice(former.length) });
  return apis.resources.put(apiId, { ...resource, ...{ parentId, pathPart, path } });
}

/** The resource of a path, which is made with all above it if it is not there. */
export function resourceAt(apis: RestApis, apiId: string, path: string): RestResource {
  const known = apis.resources.of(apiId).find((each) => each.path === path);
  if (known !== undefined) return known;
  const at = path.lastIndexOf("/");
  const parent = resourceAt(apis, apiId, path.slice(0, at) || "/");
  return createResource(apis, apiId, parent.id, path.slice(at + 1));
}

/** With all below it. Throws NotFoundException, and BadRequestException for the root. */
export function deleteResource(apis: RestApis, apiId: string, resourceId: string): void {
  const { rootResourceId } = apis.get(apiId);
  apis.resources.get(apiId, resourceId);
  if (resourceId === rootResourceId) throw badRequest("Cannot delete the root resource");
  for (const each of apis.resources.of(apiId))
    if (each.parentId === resourceId) deleteResource(apis, apiId, each.id);
  apis.resources.remove(apiId, resourceId);
}

/** Throws NotFoundException. */
export function methodAt(apis: RestApis, apiId: string, resourceId: string, httpMethod: string): RestMethod {
  const method = apis.resources.get(apiId, resourceId).resourceMethods?.[httpMethod];
  if (method !== undefined) return method;
  throw notFound("Invalid Method identifier specified");
}

/** Throws NotFoundException, BadRequestException. */
export function putMethod(apis: RestApis, apiId: string, resourceId: string, method: RestMethod): RestMethod {
  checkMethod(method);
  checkParameters(method);
  checkReferences(method, apis.parts(apiId));
  return replaceMethod(apis, apiId, resourceId, method);
}

/** A method that has less than before, whatever refers to what it had. Throws NotFoundException. */
export function replaceMethod(
  apis: RestApis,
  apiId: string,
  resourceId: string,
  method: RestMethod,
): RestMethod {
  const resource = apis.resources.get(apiId, resourceId);
  const resourceMethods = { ...resource.resourceMethods, [method.httpMethod]: method };
  apis.resources.put(apiId, { ...resource, resourceMethods });
  return method;
}

/** Throws NotFoundException. */
export function deleteMethod(apis: RestApis, apiId: string, resourceId: string, httpMethod: string): void {
  methodAt(apis, apiId, resourceId, httpMethod);
  const resource = apis.resources.get(apiId, resourceId);
  const { [httpMethod]: _, ...resourceMethods } = resource.resourceMethods ?? {};
  apis.resources.put(apiId, { ...resource, resourceMethods });
}

function pathBelow(parent: RestResource, pathPart: string): string {
  return `${parent.path === "/" ? "" : parent.path}/${pathPart}`;
}
