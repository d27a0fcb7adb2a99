import { showPicture } from './show-picture';
import { newUuid } from './uuid';

/** Runs in the head of a page with a captcha, before anything else is asked for. */
function askForFirstPicture(makeId: typeof newUuid): void {
  if (location.hash || !/\/(register|sms|forgot-password|mobile)$/.test(location.pathname)) return;
  const id = makeId();
  const link = document.createElement('link');
  Object.assign(link, { rel: 'preload', as: 'image', fetchPriority: 'high' });
  const href = `/api/v1_0/image_codes/${id}`; // as in showPicture
  Object.assign(link, { href, imageSrcset: `${href}?scale=2 2x` });
  document.head.append(link);
  document.documentElement.dataset.captcha = id;
}

/** Runs where the captcha stands, long before the bundle is there. */
function showFirstPicture(show: typeof showPicture): void {
  const { captcha } = document.documentElement.dataset;
  if (captcha) show(document.getElementById('captcha-picture') as HTMLImageElement, captcha);
}

/** Has the first picture on its way before the scripts, which share its line. */
export function FirstPictureRequest() {
  return <Script source={`(${askForFirstPicture})(${newUuid})`} />;
}

/** Shows the first picture while the rest of the page still loads. Stands after the captcha. */
export function FirstPicture() {
  return <Script source={`(${showFirstPicture})(${showPicture})`} />;
}

function Script({ source }: { source: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own source, nothing of a visitor's
  return <script dangerouslySetInnerHTML={{ __html: source }} />;
}
