// Both images for every platform, pushed by digest, with what they were made of and how:
//   IMAGE=ghcr.io/YOU/umi-mrdebugger VERSION=1.2.3 REVISION=$(git rev-parse HEAD) docker buildx bake -f .github/docker-bake.hcl
// .github/steps/build gives it these variables from where they stand.

variable "IMAGE" {
  description = "Where both images are; /service and /verify are added to it"
  validation {
    condition     = IMAGE != ""
    error_message = "IMAGE is missing: expected a repository of images, such as ghcr.io/YOU/umi-mrdebugger"
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
  description = "The time of the commit in seconds: no file is newer. A fresh checkout without a cache gives the same layers"
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
  // How it was made. What it is made of is told and signed by .github/steps/sign: BuildKit's own scanner sees no packages in
  // a bundle, and would be one more program to trust.
  attest = ["type=provenance,mode=max${BUILDER == "" ? "" : ",builder-id=${BUILDER}"}"]
  // No tag: nobody can pull by a name what is not signed yet (.github/steps/tag comes last).
  output = ["type=image,name=${IMAGE}/${name},push-by-digest=true,name-canonical=true,push=true,rewrite-timestamp=true"]
}
