namespace Garita.Contracts.Bootstrap;

/// <summary>How an op is written. Exactly these words: no numbers, no other case.</summary>
public sealed class BootstrapOpWord() : WordConverter<BootstrapOp>(Word)
{
    /// <summary>The word of an op.</summary>
    public static string Word(BootstrapOp op) => op switch
    {
        BootstrapOp.Register => "register",
        BootstrapOp.Login => "login",
        BootstrapOp.Publish => "publish",
        BootstrapOp.Refresh => "refresh",
        BootstrapOp.Enroll => "enroll",
        BootstrapOp.Logout => "logout",
    };
}
