// What HTTP APIs and WebSocket APIs have on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "the region writes no mapping templates": [
    "GetModelTemplate GET /v2/apis/{ApiId}/models/{ModelId}/template",
  ],
  "the region has no developer portals": [
    "CreatePortal POST /v2/portals",
    "CreatePortalProduct POST /v2/portalproducts",
    "CreateProductPage POST /v2/portalproducts/{PortalProductId}/productpages",
    "CreateProductRestEndpointPage POST /v2/portalproducts/{PortalProductId}/productrestendpointpages",
    "DeletePortal DELETE /v2/portals/{PortalId}",
    "DeletePortalProduct DELETE /v2/portalproducts/{PortalProductId}",
    "DeletePortalProductSharingPolicy DELETE /v2/portalproducts/{PortalProductId}/sharingpolicy",
    "DeleteProductPage DELETE /v2/portalproducts/{PortalProductId}/productpages/{ProductPageId}",
    "DeleteProductRestEndpointPage DELETE /v2/portalproducts/{PortalProductId}/productrestendpointpages/{ProductRestEndpointPageId}",
    "DisablePortal DELETE /v2/portals/{PortalId}/publish",
    "GetPortal GET /v2/portals/{PortalId}",
    "GetPortalProduct GET /v2/portalproducts/{PortalProductId}",
    "GetPortalProductSharingPolicy GET /v2/portalproducts/{PortalProductId}/sharingpolicy",
    "GetProductPage GET /v2/portalproducts/{PortalProductId}/productpages/{ProductPageId}",
    "GetProductRestEndpointPage GET /v2/portalproducts/{PortalProductId}/productrestendpointpages/{ProductRestEndpointPageId}",
    "ListPortalProducts GET /v2/portalproducts",
    "ListPortals GET /v2/portals",
    "ListProductPages GET /v2/portalproducts/{PortalProductId}/productpages",
    "ListProductRestEndpointPages GET /v2/portalproducts/{PortalProductId}/productrestendpointpages",
    "PreviewPortal POST /v2/portals/{PortalId}/preview",
    "PublishPortal POST /v2/portals/{PortalId}/publish",
    "PutPortalProductSharingPolicy PUT /v2/portalproducts/{PortalProductId}/sharingpolicy",
    "UpdatePortal PATCH /v2/portals/{PortalId}",
    "UpdatePortalProduct PATCH /v2/portalproducts/{PortalProductId}",
    "UpdateProductPage PATCH /v2/portalproducts/{PortalProductId}/productpages/{ProductPageId}",
    "UpdateProductRestEndpointPage PATCH /v2/portalproducts/{PortalProductId}/productrestendpointpages/{ProductRestEndpointPageId}",
  ],
};
