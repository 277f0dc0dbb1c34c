# The images this repository runs. The service is the last stage, so that it is what a build without --target gives.
# Bases are named by digest: a base changes with a commit. Both have Node 24; npm is only in the first.
ARG BUILD_IMAGE=node:24-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe
ARG BASE_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot@sha256:774b7d020b24214835769e24c3544835526cd0288f0b094eae48e8b2c2429a79

# On the builder's own platform, whatever is built for: it makes JavaScript, and the stages below run nothing, so that no
# processor is emulated.
FROM --platform=${BUILDPLATFORM} ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# No package may run a script here; esbuild's program comes as a package of its own.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY service/ service/
COPY gitops/verify/ gitops/verify/
RUN npm run build

# What runs after each sync (gitops/verify).
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
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/verify.cjs"]

FROM ${BASE_IMAGE} AS service
# service/config.ts looks for the tips where they are in the repository, seen from dist/. Every user may read them and the
# same commit gives the same layer, whatever umask it was checked out with; BuildKit gives the mode to new folders too.
COPY --chmod=555 kustomize/bases/app/tips.yaml /app/kustomize/bases/app/tips.yaml
COPY --from=build /src/dist/main.cjs* /app/dist/
WORKDIR /app
# A number, so that the kubelet can tell that it is not root (runAsNonRoot).
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
# A vector: node itself is process 1 and gets SIGTERM. The source map lies beside the bundle, unread: it would cost each
# Pod 12 MB. To see lines of the source in a stack, start one with NODE_OPTIONS=--enable-source-maps.
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/main.cjs"]
