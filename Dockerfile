# The two images of this repository. The service is the last stage, so a build without --target makes it.
# Base images are pinned by digest, so they change only with a commit. Both have Node 24; only the first has npm.
ARG BUILD_IMAGE=node:24-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe
ARG BASE_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot@sha256:774b7d020b24214835769e24c3544835526cd0288f0b094eae48e8b2c2429a79

# Always on the builder's own platform: JavaScript is the same on every platform, and the stages below run nothing, so no
# processor has to be emulated.
FROM --platform=${BUILDPLATFORM} ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# Without install scripts: no package needs one, since esbuild's binary comes as a package of its own.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY service/ service/
COPY gitops/yaml-text.ts gitops/
COPY gitops/render/ gitops/render/
COPY gitops/verify/ gitops/verify/
RUN npm run build

# The check that runs after each sync (gitops/verify).
FROM ${BASE_IMAGE} AS verify
COPY --from=build /src/dist/verify.cjs* /app/dist/
WORKDIR /app
USER 65532:65532
ARG VERSION=dev
ARG REVISION=dev
ENV NODE_ENV=production VERSION=${VERSION} REVISION=${REVISION}
LABEL org.opencontainers.image.title="umi-mrdebugger-verify" \
      org.opencontainers.image.description="Says whether what was pushed has arrived and, if not, why" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# Of what a look reads little lives long: with 8 MB a half for young objects it takes 133 MB for 100 Applications, not 148,
# and no more time.
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=8", "/app/dist/verify.cjs"]

FROM ${BASE_IMAGE} AS service
# service/config.ts expects the tips where they are in the repository, relative to dist/. The mode lets every user read
# them, and keeps the umask of the checkout out of the layer; BuildKit gives it to the new folders too.
COPY --chmod=555 kustomize/bases/app/tips.yaml /app/kustomize/bases/app/tips.yaml
COPY --from=build /src/dist/main.cjs* /app/dist/
WORKDIR /app
# As numbers, so that the kubelet can tell that it is not root (runAsNonRoot).
USER 65532:65532
EXPOSE 8080 9090
ARG VERSION=dev
ARG REVISION=dev
ENV NODE_ENV=production VERSION=${VERSION} REVISION=${REVISION}
LABEL org.opencontainers.image.title="umi-mrdebugger" \
      org.opencontainers.image.description="A CLOVA skill that tells debugging tips" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# In exec form, so that node is process 1 and gets SIGTERM. The source map beside the bundle is not loaded, because it would
# cost each Pod 12 MB; NODE_OPTIONS=--enable-source-maps loads it, and stack traces then show lines of the sources.
# Under load V8 doubles its space for young objects again and again; 8 MB a half are enough for one request at a time.
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=8", "/app/dist/main.cjs"]
