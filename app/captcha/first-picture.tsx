import { showPicture } from './show-picture';
import { newUuid } from './uuid';

/** Runs inside the static page, before the bundle is there. */
function showFirstPicture(makeId: typeof newUuid, show: typeof showPicture): void {
  if (location.hash) return; // a later step, which has no picture
  show(document.getElementById('captcha-picture') as HTMLImageElement, makeId());
}

const SOURCE = `(${showFirstPicture})(${newUuid}, ${showPicture})`;

/** Shows the first picture while the rest of the page still loads. Stands after the captcha. */
export function FirstPicture() {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own source, nothing of a visitor's
  return <script dangerouslySetInnerHTML={{ __html: SOURCE }} />;
}
