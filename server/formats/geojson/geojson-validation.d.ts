/** The part of geojson-validation 1.0.2 that is used; the package ships no types. */
declare module 'geojson-validation' {
  const geojsonValidation: {
    /** With `trace` true: the list of complaints, empty for a valid object. Throws on some inputs. */
    isFeature(feature: unknown, trace: true): string[];
  };
  export default geojsonValidation;
}
