namespace Garita.AuditLog.Witnessing;

/// <summary>What a witness answers; the values are the status codes of C2SP tlog-witness.</summary>
public enum WitnessStatus
{
    /// <summary>Cosigned; the line is in the answer.</summary>
    Cosigned = 200,

    /// <summary>Not a request, or its old size is beyond the checkpoint's.</summary>
    BadRequest = 400,

    /// <summary>No good signature of the log's key.</summary>
    NotSigned = 403,

    /// <summary>A log this witness does not know.</summary>
    UnknownLog = 404,

    /// <summary>
    /// The old size is not what was cosigned last, which the answer tells; or the same size has another root.
    /// </summary>
    Conflict = 409,

    /// <summary>The proof does not join the tree cosigned last with this one.</summary>
    NotConsistent = 422,
}
