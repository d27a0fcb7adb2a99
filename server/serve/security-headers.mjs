const UNUSED_FEATURES = [
  ...['accelerometer', 'browsing-topics', 'camera', 'clipboard-read', 'clipboard-write'],
  ...['display-capture', 'encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope'],
  ...['hid', 'identity-credentials-get', 'idle-detection', 'local-fonts', 'magnetometer'],
  ...['microphone', 'midi', 'payment', 'picture-in-picture', 'publickey-credentials-create'],
  ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'storage-access', 'sync-xhr'],
  ...['usb', 'window-management', 'xr-spatial-tracking'],
];

/** Of every answer, whoever gives it. */
export const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // For browsers older than frame-ancestors.
  'X-Frame-Options': 'DENY',
  // Phones may offer the code of an SMS.
  'Permissions-Policy': [
    ...UNUSED_FEATURES.map((name) => `${name}=()`),
    'otp-credentials=(self)',
  ].join(', '),
};
