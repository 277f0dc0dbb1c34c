/** An object that says to which namespaces it is shown. */
interface Exported {
  /** Namespaces; `.` stands for its own, `*` for all. */
  readonly exportTo: readonly string[] | undefined;
  /** What counts where it says nothing: a setting of MeshConfig. */
  readonly byDefault: readonly string[];
  /** Its own namespace. */
  readonly namespace: string | undefined;
}

/** Whether Pods of a namespace see an object of Istio, or a Service (istio: pkg/config/visibility). */
export function isExportedTo({ exportTo = [], byDefault, namespace }: Exported, place: string): boolean {
  return (exportTo.length > 0 ? exportTo : byDefault).some(
    (each) => each === '*' || each === place || (each === '.' && namespace === place),
  );
}
