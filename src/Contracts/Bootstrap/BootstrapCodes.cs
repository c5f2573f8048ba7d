namespace Garita.Contracts.Bootstrap;

/// <summary>
/// What a device does on each code. A code that a row's ops do not include answers nothing that was asked, and makes
/// the reply no reply.
/// </summary>
public static class BootstrapCodes
{
    private const BootstrapReaction Proceed = BootstrapReaction.Proceed;
    private const BootstrapReaction AskAgain = BootstrapReaction.AskAgain;
    private const BootstrapReaction Refresh = BootstrapReaction.Refresh;
    private const BootstrapReaction GiveUp = BootstrapReaction.GiveUp;
    private const BootstrapReaction GoIdle = BootstrapReaction.GoIdle;

    private static readonly BootstrapOp[] s_any = Enum.GetValues<BootstrapOp>();
    private static readonly BootstrapOp[] s_signed = [.. s_any.Where(op => op != BootstrapOp.Register)];
    private static readonly BootstrapOp[] s_withAccess = [BootstrapOp.Publish, BootstrapOp.Enroll, BootstrapOp.Logout];

    private static readonly (BootstrapCode Code, BootstrapOp[] Ops, BootstrapReaction Reaction)[] s_rows =
    [
        (BootstrapCode.Ok, s_any, Proceed),
        (BootstrapCode.Pending, [BootstrapOp.Login], AskAgain),
        (BootstrapCode.SlowDown, s_any, AskAgain),
        (BootstrapCode.Unavailable, s_any, AskAgain),
        (BootstrapCode.UnknownDevice, [BootstrapOp.Register], GoIdle),
        (BootstrapCode.FactorRefused, [BootstrapOp.Register], GoIdle),
        (BootstrapCode.CodeRefused, [BootstrapOp.Login], GoIdle),
        (BootstrapCode.TokenExpired, s_withAccess, Refresh),
        (BootstrapCode.TokenExpired, [BootstrapOp.Refresh], GoIdle),
        (BootstrapCode.TokenRefused, s_withAccess, Refresh),
        (BootstrapCode.TokenRefused, [BootstrapOp.Refresh], GoIdle),
        (BootstrapCode.SequenceRefused, s_signed, GoIdle),
        (BootstrapCode.SignatureRefused, s_signed, GoIdle),
        (BootstrapCode.PolicyRefused, [BootstrapOp.Publish], GiveUp),
        (BootstrapCode.EnrollRefused, [BootstrapOp.Enroll], GiveUp),
        (BootstrapCode.CsrRefused, [BootstrapOp.Enroll], GiveUp),
        (BootstrapCode.Malformed, s_any, GoIdle),
        (BootstrapCode.VersionRefused, s_any, GoIdle),
    ];

    private static readonly Dictionary<(BootstrapOp, BootstrapCode), BootstrapReaction> s_table =
        s_rows.SelectMany(row => row.Ops.Select(op => (op, row))).ToDictionary(
            cell => (cell.op, cell.row.Code), cell => cell.row.Reaction);

    /// <summary>What a device does on this code for this op; null where the code is no answer to it.</summary>
    public static BootstrapReaction? ReactionTo(BootstrapOp op, BootstrapCode code) =>
        s_table.TryGetValue((op, code), out BootstrapReaction reaction) ? reaction : null;
}
