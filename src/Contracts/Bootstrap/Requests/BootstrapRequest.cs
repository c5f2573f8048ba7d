namespace Garita.Contracts.Bootstrap.Requests;

/// <summary>
/// One request. Exactly one body is there, the one that <paramref name="Op"/> names. On the stream it is this object
/// for
/// <c>register</c> and, for everything else, a compact JWS whose payload is this object.
/// </summary>
/// <param name="V">1.</param>
/// <param name="Op">What is asked for.</param>
/// <param name="Uuid">Who asks: 36 characters, lower case (RFC 9562 4).</param>
/// <param name="Nonce">16 random bytes in base64url, new for each request.</param>
/// <param name="Seq">
/// The request's number, above that of every request that this key signed before; null only in <c>register</c>.
/// </param>
/// <param name="Register">Body of <c>register</c>.</param>
/// <param name="Login">Body of <c>login</c>.</param>
/// <param name="Publish">Body of <c>publish</c>.</param>
/// <param name="Refresh">Body of <c>refresh</c>.</param>
/// <param name="Enroll">Body of <c>enroll</c>.</param>
/// <param name="Logout">Body of <c>logout</c>.</param>
public sealed record BootstrapRequest(
    int V,
    BootstrapOp Op,
    string Uuid,
    string Nonce,
    long? Seq = null,
    RegisterBody? Register = null,
    LoginBody? Login = null,
    PublishBody? Publish = null,
    RefreshBody? Refresh = null,
    EnrollBody? Enroll = null,
    LogoutBody? Logout = null);
