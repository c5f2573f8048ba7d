namespace Garita.Contracts.Api;

/// <summary>Every <see cref="Problem.Type"/> there is. They are stable: programs may depend on them.</summary>
public static class ProblemTypes
{
    /// <summary>What stands before each slug.</summary>
    public const string Prefix = "urn:garita:problem:";

    /// <summary>400: a member or parameter has a wrong value; <see cref="Problem.Field"/> names it.</summary>
    public const string InvalidField = Prefix + "invalid-field";

    /// <summary>400: the body is not the JSON that the route asks for.</summary>
    public const string InvalidBody = Prefix + "invalid-body";

    /// <summary>400: the signing request cannot be certified.</summary>
    public const string InvalidSigningRequest = Prefix + "invalid-signing-request";

    /// <summary>401: neither an operator's certificate nor a token that works.</summary>
    public const string NotAuthenticated = Prefix + "not-authenticated";

    /// <summary>403: a certificate that is good but whose holder may not use this API.</summary>
    public const string NotAllowed = Prefix + "not-allowed";

    /// <summary>403: the request carries an <c>Origin</c> that is not on the list.</summary>
    public const string OriginRefused = Prefix + "origin-refused";

    /// <summary>403: the passphrase does not unlock the issuer of people.</summary>
    public const string WrongPassphrase = Prefix + "wrong-passphrase";

    /// <summary>404: there is no such device, service, operator, token or route.</summary>
    public const string NotFound = Prefix + "not-found";

    /// <summary>405: the route exists, but not with this method.</summary>
    public const string MethodNotAllowed = Prefix + "method-not-allowed";

    /// <summary>409: the id, or one that differs only by case, is or was in use; an id is never used again.</summary>
    public const string IdTaken = Prefix + "id-taken";

    /// <summary>409: the public key is already certified for another identity.</summary>
    public const string KeyInUse = Prefix + "key-in-use";

    /// <summary>409: the holder was removed, and a removed id never comes back.</summary>
    public const string Removed = Prefix + "removed";

    /// <summary>409: what was asked would leave nobody who can use this API.</summary>
    public const string LastOperator = Prefix + "last-operator";

    /// <summary>409: a release needs it.</summary>
    public const string ImageInUse = Prefix + "image-in-use";

    /// <summary>409: the release cannot be offered; <see cref="Problem.Reason"/> says why.</summary>
    public const string OfferRefused = Prefix + "offer-refused";

    /// <summary>409: a rollout, or its approvals, do not allow it; <see cref="Problem.Reason"/> says why.</summary>
    public const string RolloutRefused = Prefix + "rollout-refused";

    /// <summary>413: the body is larger than the route takes.</summary>
    public const string BodyTooLarge = Prefix + "body-too-large";

    /// <summary>415: the body is not <c>application/json</c>.</summary>
    public const string UnsupportedMediaType = Prefix + "unsupported-media-type";

    /// <summary>416: not one range of bytes that the resource has.</summary>
    public const string RangeNotSatisfiable = Prefix + "range-not-satisfiable";

    /// <summary>422: no cosignature that counts; <see cref="Problem.Reason"/> says why.</summary>
    public const string CosignatureRefused = Prefix + "cosignature-refused";

    /// <summary>422: the policy has mistakes; the old one stays in force.</summary>
    public const string InvalidPolicy = Prefix + "invalid-policy";

    /// <summary>422: the bytes are not those of the digest that names them, or not as many as announced.</summary>
    public const string ImageRefused = Prefix + "image-refused";

    /// <summary>422: the release does not verify; <see cref="Problem.Reason"/> says why.</summary>
    public const string ReleaseRefused = Prefix + "release-refused";

    /// <summary>
    /// 422: the trust document does not verify, or is not the next one; <see cref="Problem.Reason"/> says why.
    /// </summary>
    public const string TrustRefused = Prefix + "trust-refused";

    /// <summary>426: the resource is a WebSocket of the subprotocol <c>mqtt</c>, asked for otherwise.</summary>
    public const string UpgradeRequired = Prefix + "upgrade-required";

    /// <summary>429: too many wrong tokens from one address, or too many requests at once.</summary>
    public const string TooManyRequests = Prefix + "too-many-requests";

    /// <summary>500: a fault of the server; its log has the rest.</summary>
    public const string ServerFault = Prefix + "server-fault";

    /// <summary>501: the resource exists, but not over this version of HTTP.</summary>
    public const string NotImplemented = Prefix + "not-implemented";

    /// <summary>503: the server is stopping, or its storage cannot be written.</summary>
    public const string Unavailable = Prefix + "unavailable";

    /// <summary>504: the request took longer than the server waits.</summary>
    public const string TimedOut = Prefix + "timed-out";
}
