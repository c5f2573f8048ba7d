namespace Garita.Contracts.Api.Bootstrap;

/// <summary>One key that signs, will sign, or signed for bootstrap.</summary>
/// <param name="Kid">Its RFC 7638 thumbprint, 43 characters: what replies and tokens name it by.</param>
/// <param name="Role"><c>message</c>: replies to devices; <c>token</c>: access tokens.</param>
/// <param name="State"><c>current</c>, <c>next</c> or <c>retired</c>.</param>
/// <param name="Retired">When it stopped to sign; null for what signs or will.</param>
/// <param name="Until">With a retired token key: until when its tokens are taken; null otherwise.</param>
public sealed record BootstrapKeyView(
    string Kid, string Role, string State, DateTimeOffset? Retired = null, DateTimeOffset? Until = null);
