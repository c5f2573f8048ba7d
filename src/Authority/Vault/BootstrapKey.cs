namespace Garita.Authority.Vault;

/// <summary>The keys of bootstrap that the vault keeps.</summary>
public enum BootstrapKey
{
    /// <summary>Signs replies to devices.</summary>
    Message,

    /// <summary>Will sign them when the first is retired; devices know it already.</summary>
    NextMessage,

    /// <summary>Signs access tokens.</summary>
    Token,

    /// <summary>Signs nothing: the secrets of codes and tokens are drawn from it.</summary>
    Secrets,
}
