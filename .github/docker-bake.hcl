// Both images for every platform, pushed by digest, with an attestation of how they were built:
//   IMAGE=ghcr.io/YOU/umi-mrdebugger VERSION=1.2.3 REVISION=$(git rev-parse HEAD) docker buildx bake -f .github/docker-bake.hcl
// .github/steps/build takes these variables from the facts, package.json and git.

variable "IMAGE" {
  description = "The repository of both images; /service and /verify are added to it"
  validation {
    condition     = IMAGE != ""
    error_message = "IMAGE is missing: expected an image repository, such as ghcr.io/YOU/umi-mrdebugger"
  }
}
variable "VERSION" {
  default = "dev"
}
variable "REVISION" {
  description = "The commit that is built, in full"
  validation {
    condition     = can(regex("^[0-9a-f]{40}$", REVISION))
    error_message = "REVISION is missing or short: expected $(git rev-parse HEAD)"
  }
}
variable "SOURCE_DATE_EPOCH" {
  description = "The time of the commit in seconds. No file is newer, so that a build without a cache gives the same layers"
  default     = "0"
}
variable "BUILDER" {
  description = "The address of the run that builds, for the provenance"
  default     = ""
}
variable "SOURCE" {
  description = "The address of the repository, for the label"
  default     = ""
}

group "default" {
  targets = ["service", "verify"]
}

target "image" {
  matrix     = { name = ["service", "verify"] }
  name       = name
  target     = name
  dockerfile = "Dockerfile"
  platforms  = ["linux/amd64", "linux/arm64"]
  args       = { VERSION = VERSION, REVISION = REVISION, SOURCE_DATE_EPOCH = SOURCE_DATE_EPOCH }
  labels     = { "org.opencontainers.image.source" = SOURCE }
  // No SBOM: .github/steps/sign attaches one. BuildKit's own scanner sees no packages in a bundle, and would be one more
  // program to trust.
  attest = ["type=provenance,mode=max${BUILDER == "" ? "" : ",builder-id=${BUILDER}"}"]
  // No tag: what is not signed yet has no name to pull it by (.github/steps/tag comes last).
  output = ["type=image,name=${IMAGE}/${name},push-by-digest=true,name-canonical=true,push=true,rewrite-timestamp=true"]
}
