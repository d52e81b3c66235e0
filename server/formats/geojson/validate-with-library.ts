import geojsonValidation from 'geojson-validation';

/**
 * The complaints of geojson-validation about a feature, as a second opinion after the reader's own
 * checks. The library throws on some inputs (empty rings, `type: "__proto__"`, very deep
 * collections); that counts as a complaint. Faults of its own, not of the data, come through too.
 */
export function validateWithLibrary(feature: {
  type: 'Feature';
  geometry: unknown;
  properties: unknown;
}): string[] {
  try {
    const complaints = geojsonValidation.isFeature(feature, true);
    return Array.isArray(complaints) ? complaints : [];
  } catch (error) {
    return [error instanceof Error ? `${error.name}: ${error.message}` : String(error)];
  }
}
