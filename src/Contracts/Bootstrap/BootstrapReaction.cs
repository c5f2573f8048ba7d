namespace Garita.Contracts.Bootstrap;

/// <summary>What a device does on a code.</summary>
public enum BootstrapReaction
{
    /// <summary>Takes what the reply brings and goes on.</summary>
    Proceed,

    /// <summary>Waits as long as the reply says and asks again, with a new number.</summary>
    AskAgain,

    /// <summary>Asks for new tokens, then asks again.</summary>
    Refresh,

    /// <summary>Gives this one request up and stays as it is.</summary>
    GiveUp,

    /// <summary>Wipes its tokens and stays idle, with the reason kept, until it is started again.</summary>
    GoIdle,
}
