namespace Garita.Quic.Ngtcp;

/// <summary>What becomes of a newcomer.</summary>
internal enum NgAdmissionVerdict
{
    /// <summary>It may shake hands.</summary>
    Admit,

    /// <summary>It must prove its address first.</summary>
    AskForProof,

    /// <summary>It is turned away.</summary>
    Refuse,
}
