"""The original stack, rebuilt in the spirit of the Flask tutorial it came from: image code, SMS code,
user, with PIL, Redis, SQLAlchemy and Flask-Session. HASH=none keeps passwords without a hash."""

import io
import json
import os
import random
import urllib.request

import redis
from flask import Flask, jsonify, make_response, request, session
from flask_session import Session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError
from werkzeug.security import generate_password_hash

import captcha

IMAGE_CODE_SECONDS = 300
SMS_CODE_SECONDS = 300
SMS_GAP_SECONDS = 60

store = redis.Redis.from_url(os.environ["REDIS_URL"])
app = Flask(__name__)
app.config.update(
    SECRET_KEY="of the benchmark",
    SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1),
    SESSION_TYPE="redis",
    SESSION_REDIS=store,
    PERMANENT_SESSION_LIFETIME=86400,
)
Session(app)
db = SQLAlchemy(app)


class User(db.Model):
    __tablename__ = "users"
    id = db.Column(db.Integer, primary_key=True)
    mobile = db.Column(db.String(16), unique=True, nullable=False)
    password_hash = db.Column(db.String(200), nullable=False)
    created_at = db.Column(db.DateTime, server_default=db.func.now())


def answer(errno, errmsg):
    return jsonify(errno=errno, errmsg=errmsg)


@app.get("/healthz")
def healthz():
    return answer("0", "OK")


@app.get("/api/v1_0/image_codes/<image_code_id>")
def image_code(image_code_id):
    text, jpeg = captcha.generate()
    store.setex("image_code_" + image_code_id, IMAGE_CODE_SECONDS, text)
    response = make_response(jpeg)
    response.headers["Content-Type"] = "image/jpeg"
    return response


@app.get("/api/v1_0/sms_codes/<mobile>")
def sms_code(mobile):
    image_code_id, typed = request.args.get("image_code_id"), request.args.get("image_code")
    if not all([image_code_id, typed]):
        return answer("4103", "parameter missing")
    real = store.get("image_code_" + image_code_id)
    if real is None:
        return answer("4002", "image code expired")
    store.delete("image_code_" + image_code_id)
    if real.decode().lower() != typed.lower():
        return answer("4004", "image code wrong")
    if store.get("send_sms_code_" + mobile) is not None:
        return answer("4201", "too frequent")
    if User.query.filter_by(mobile=mobile).first() is not None:
        return answer("4003", "registered")
    code = "%06d" % random.randint(0, 999999)
    store.setex("sms_code_" + mobile, SMS_CODE_SECONDS, code)
    store.setex("send_sms_code_" + mobile, SMS_GAP_SECONDS, 1)
    send(mobile, code)
    return answer("0", "sent")


@app.post("/api/v1_0/users")
def register():
    typed = request.get_json()
    mobile, code, password = typed["mobile"], typed["sms_code"], typed["password"]
    real = store.get("sms_code_" + mobile)
    if real is None:
        return answer("4002", "SMS code expired")
    store.delete("sms_code_" + mobile)
    if real.decode() != code:
        return answer("4004", "SMS code wrong")
    user = User(mobile=mobile, password_hash=hash_of(password))
    try:
        db.session.add(user)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return answer("4003", "registered")
    session["user_id"] = user.id
    session["mobile"] = mobile
    return answer("0", "registered")


def hash_of(password):
    return "none" if os.environ.get("HASH") == "none" else generate_password_hash(password)


def send(mobile, code):
    body = json.dumps({"to": mobile, "code": code}).encode()
    headers = {"Content-Type": "application/json"}
    outgoing = urllib.request.Request(os.environ["SMS_URL"], body, headers)
    with urllib.request.urlopen(outgoing, timeout=5) as incoming:
        incoming.read()


if __name__ == "__main__":
    with app.app_context():
        db.create_all()
