"""Off-the-shelf tus clients, unchanged, against the real endpoint with a candidate's link."""

from __future__ import annotations

import io
import json
import os
import subprocess
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from hireapp.core.scope import company_scope
from hireapp.vault.objects import SEGMENT_BYTES, object_reader
from interviews.models import Answer
from interviews.services.uploads import answer_cap_bytes
from tests.e2e.apart import apart
from tests.e2e.server import ROOT, WebServer
from tests.factories import Invitation
from tests.interviews.candidate.walk import Walker

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

RECORDING = os.urandom(700_001)  # more than two segments, and not a whole number of them
CHUNK = 100_000

# tus-js-client as a page or an app would use it; stops half-way and goes on in a second upload.
NODE = """
const tus = require("tus-js-client");
const [endpoint, answer, file] = process.argv.slice(1);
const data = require("fs").readFileSync(file);
const options = {
  endpoint, chunkSize: 100000, retryDelays: [0, 200],
  metadata: { answer, filetype: "video/webm" },
  uploadSize: data.length,
};
const first = new tus.Upload(data, { ...options, onError: fail, onChunkComplete: (_, sent) => {
  if (sent < 300000) return;
  first.abort().then(() => {
    const second = new tus.Upload(data, {
      ...options, uploadUrl: first.url, onError: fail,
      onSuccess: () => console.log(JSON.stringify({ url: second.url })),
    });
    second.start();
  });
}});
function fail(error) { console.error(String(error)); process.exit(1); }
first.start();
"""


@pytest.fixture
def answer(invited: Invitation) -> str:
    """A take that waits for its recording."""

    def begin() -> str:
        walker = Walker(invited)
        walker.consent()
        return str(walker.begin(walker.questions()[0]).json()["id"])

    return apart(begin)


def endpoint(server: WebServer, invited: Invitation) -> str:
    return f"{server.url}/uploads/{invited.token}/"


def arrived(invited: Invitation) -> bytes:
    with company_scope(invited.claim.company_id):
        media = Answer.objects.select_related("media").get().media
        assert media is not None
        assert media.completed_at is not None
        return object_reader(UUID(str(media.id))).read()


def test_tuspy_uploads_in_chunks_and_resumes(
    running_server: WebServer, invited: Invitation, answer: str
) -> None:
    client = TusClient(endpoint(running_server, invited))
    metadata = {"answer": answer, "filetype": "video/webm"}
    first = client.uploader(file_stream=io.BytesIO(RECORDING), chunk_size=CHUNK, metadata=metadata)
    first.upload(stop_at=3 * CHUNK)
    second = client.uploader(
        file_stream=io.BytesIO(RECORDING), chunk_size=CHUNK, metadata=metadata, url=first.url
    )
    assert second.offset == 3 * CHUNK
    second.upload()
    assert arrived(invited) == RECORDING


def test_tus_js_client_uploads_in_chunks_and_resumes(
    running_server: WebServer, invited: Invitation, answer: str, tmp_path: Path
) -> None:
    file = tmp_path / "recording.webm"
    file.write_bytes(RECORDING)
    done = subprocess.run(
        ["node", "-e", NODE, endpoint(running_server, invited), answer, str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["url"].startswith(running_server.url)
    assert arrived(invited) == RECORDING


def test_a_client_that_claims_too_much_is_refused_before_it_sends(
    running_server: WebServer, invited: Invitation, answer: str
) -> None:
    client = TusClient(endpoint(running_server, invited))
    metadata = {"answer": answer, "filetype": "video/webm"}
    huge = httpx.post(
        endpoint(running_server, invited),
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(10**9),
            "Upload-Metadata": ",".join(
                client.uploader(file_stream=io.BytesIO(b"x"), metadata=metadata).encode_metadata()
            ),
        },
    )
    assert huge.status_code == 413
    with pytest.raises(TusCommunicationError):
        client.uploader(
            file_stream=io.BytesIO(b"x"), metadata={**metadata, "filetype": "text/html"}
        ).upload()


def test_an_upload_without_a_length_cannot_grow_past_the_answers_cap(
    running_server: WebServer, invited: Invitation, answer: str
) -> None:
    url = endpoint(running_server, invited)
    tus = {"Tus-Resumable": "1.0.0"}
    pairs = TusClient(url).uploader(
        file_stream=io.BytesIO(b"x"), metadata={"answer": answer, "filetype": "video/webm"}
    )
    metadata = ",".join(pairs.encode_metadata())
    made = httpx.post(url, headers={**tus, "Upload-Defer-Length": "1", "Upload-Metadata": metadata})
    place = running_server.url + made.headers["location"]
    headers = {**tus, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    with httpx.Client(timeout=120) as client:
        sent = client.patch(place, content=os.urandom(31 * 2**20), headers=headers)
        held = int(client.head(place, headers=tus).headers["upload-offset"])
    assert sent.status_code == 413
    with company_scope(invited.claim.company_id):
        cap = answer_cap_bytes(Answer.objects.select_related("question").get())
    assert cap - SEGMENT_BYTES < held <= cap
